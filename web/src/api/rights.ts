// What a member may see in the workspace that is looked at. The server refuses the rest.
import type { Workspace } from './client';

// Insights: owners and admins, and the sales reps whom an owner let in.
export function seesInsights(workspace: Workspace): boolean {
  return workspace.insights.granted;
}
