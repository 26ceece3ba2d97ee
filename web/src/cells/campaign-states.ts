// How far a campaign is, in words.
import type { CampaignRow } from '../api/client';

export const campaignStates: Record<CampaignRow['state'], string> = {
  draft: 'Draft',
  queued: 'Queued',
  test: 'Sent as a test',
  sent: 'Sent',
};
