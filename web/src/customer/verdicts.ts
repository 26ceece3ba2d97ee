// Who an event came from, and what decided that, in words.
import type { Verdict } from '../api/client';

// What a verdict other than a person's says of an event.
export const verdictNames: Record<Exclude<Verdict, 'person'>, string> = {
  scanner: 'a mail scanner',
  preview: 'a link preview',
  prefetch: 'a prefetch',
  machine_open: 'a machine',
  staff: 'staff',
  unknown: 'not known by whom',
};

// The rules of the server, as docs/semantics.md explains them.
const rules: Record<string, string> = {
  fetched: 'opened',
  seen: 'seen on a screen',
  engaged: 'went on by a button',
  member_session: 'a signed-in member looked',
  impersonated: 'the portal’s staff acted for the customer',
  prefetch_header: 'loaded ahead, not shown',
  preview_agent: 'a chat or mail program made a preview',
  machine_agent: 'it says that it is a machine',
  several_links: 'several links from one place within seconds',
  twin_open: 'opened twice at once, from two places',
  head: 'it asked for the head only',
  image_proxy: 'a mail provider fetched the pictures',
  member: 'changed by a member',
};

// Rules of other sources are theirs.
export const ruleText = (rule: string): string => rules[rule] ?? rule;
