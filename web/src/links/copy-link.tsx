// Copies a customer's order link, and says so; where the browser does not let it, shows the link.
import { showNotification } from '@mantine/notifications';

import type { ApiError } from '../api/client';
import classes from './links.module.css';
import { fetchLink } from './use-link';

const closeButtonProps = { 'aria-label': 'Close' };

export async function copyOrderLink(customer: string, name: string): Promise<void> {
  const found = fetchLink(customer);
  const asked = found.then(({ url }) => url);
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
    const why = (await found).state === 'unreadable' ? 'It cannot be shown.' : 'It was revoked.';
    refuse(`${why} A new one is made under Order link in the customer’s panel.`);
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
    const url = await asked;
    if (url !== null) await navigator.clipboard.writeText(url);
    return;
  }
  const text = asked.then((url) => {
    // What is on the clipboard stays.
    if (url === null) throw new Error('there is no link');
    return new Blob([url], { type: 'text/plain' });
  });
  // Also where the browser never asks for it.
  text.catch(() => undefined);
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
}

function refuse(message: string): void {
  showNotification({ color: 'red', title: 'The link is not copied', message, closeButtonProps });
}
