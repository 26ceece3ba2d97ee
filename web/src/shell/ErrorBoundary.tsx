// What is shown in the place of a page that could not be drawn.
import { Button } from '@mantine/core';
import { Component } from 'react';
import type { ReactNode } from 'react';

import { Message } from './Message';

export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Message title="This page could not be drawn">
        <p>
          Something in this page went wrong; nothing on the server did. If loading it again does not
          help, the server may have been updated while the page was open.
        </p>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </Message>
    );
  }
}
