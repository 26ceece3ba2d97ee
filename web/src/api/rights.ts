// What a member may do in the workspace that is looked at. The server refuses the rest.
import type { Workspace } from './client';

// Owners and admins: Activity, targets, settings, and whatever changes something.
export function administers({ role }: Workspace): boolean {
  return role !== 'sales_rep';
}

// Says who sees Insights.
export function grants({ role }: Workspace): boolean {
  return role === 'owner';
}

// Owners and admins, and the sales reps whom an owner let in.
export function seesInsights({ insights }: Workspace): boolean {
  return insights.granted;
}
