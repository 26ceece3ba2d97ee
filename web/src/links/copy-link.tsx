// Copies a customer's order link, and says so; where the browser does not let it, shows the link.
import { showNotification } from '@mantine/notifications';

import type { ApiError } from '../api/client';
import classes from './links.module.css';
import { fetchLink } from './use-link';

const close = { 'aria-label': 'Close' };

export async function copyOrderLink(customer: string, name: string): Promise<void> {
  let url: string | null = null;
  // Some browsers copy only what begins with the click, not what comes after an answer.
  const link = fetchLink(customer).then((found) => {
    ({ url } = found);
    if (url === null) throw new Revoked();
    return new Blob([url], { type: 'text/plain' });
  });
  try {
    if (typeof ClipboardItem === 'undefined') {
      await link;
      await navigator.clipboard.writeText(url ?? '');
    } else {
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': link })]);
    }
    showNotification({
      message: (
        <>
          The order link of <bdi className={classes.name}>{name}</bdi> is copied.
        </>
      ),
      closeButtonProps: close,
    });
  } catch (refusal) {
    // The answer's failure, if that was it.
    const failed = await link.then(
      () => refusal,
      (error: unknown) => error,
    );
    if (url !== null) return showLink(name, url);
    showNotification({
      color: 'red',
      title: 'The link is not copied',
      message:
        failed instanceof Revoked
          ? 'It was revoked. Open the customer to make a new one.'
          : (failed as ApiError).message,
      closeButtonProps: close,
    });
  }
}

class Revoked extends Error {}

function showLink(name: string, url: string): void {
  showNotification({
    title: (
      <>
        Copy the order link of <bdi>{name}</bdi>
      </>
    ),
    message: <code className={classes.url}>{url}</code>,
    autoClose: false,
    closeButtonProps: close,
  });
}
