// Copies a customer's order link, and says so; where the browser does not let it, shows the link.
import { showNotification } from '@mantine/notifications';

import type { ApiError } from '../api/client';
import classes from './links.module.css';
import { fetchLink } from './use-link';

const closeButtonProps = { 'aria-label': 'Close' };

export async function copyOrderLink(customer: string, name: string): Promise<void> {
  const asked = fetchLink(customer).then(({ url }) => url);
  const copied = copy(asked).then(
    () => true,
    () => false,
  );
  let url: string | null;
  try {
    url = await asked;
  } catch (error) {
    refuse((error as ApiError).message);
    return;
  }
  if (url === null) {
    refuse('It was revoked. Open the customer to make a new one.');
  } else if (await copied) {
    showNotification({
      message: (
        <>
          The order link of <bdi className={classes.name}>{name}</bdi> is copied.
        </>
      ),
      closeButtonProps,
    });
  } else {
    showNotification({
      title: (
        <>
          Copy the order link of <bdi>{name}</bdi>
        </>
      ),
      message: <code className={classes.url}>{url}</code>,
      autoClose: false,
      closeButtonProps,
    });
  }
}

// Begins at once: some browsers copy only what begins with the click, not what comes after an
// answer.
async function copy(asked: Promise<string | null>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') {
    await navigator.clipboard.writeText((await asked) ?? '');
    return;
  }
  const text = asked.then((url) => new Blob([url ?? ''], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
}

function refuse(message: string): void {
  showNotification({ color: 'red', title: 'The link is not copied', message, closeButtonProps });
}
