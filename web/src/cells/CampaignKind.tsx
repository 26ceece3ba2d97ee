// Whether a campaign is of emails or of notifications.
import { IconBell, IconMail } from '@tabler/icons-react';

import type { CampaignRow } from '../api/client';
import classes from './CampaignKind.module.css';

const kinds = {
  email: { label: 'Email', icon: IconMail },
  notification: { label: 'Notification', icon: IconBell },
};

export function CampaignKind({ kind }: { kind: CampaignRow['kind'] }) {
  const { label, icon: Icon } = kinds[kind];
  return (
    <span className={classes.kind}>
      <Icon size={14} stroke={1.8} aria-hidden />
      {label}
    </span>
  );
}
