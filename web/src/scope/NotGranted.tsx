// What a member sees of Insights who was not let in.
import { Centered } from '../list/Notices';

export function NotGranted({ workspace }: { workspace: string }) {
  return (
    <Centered title="You are not allowed to see this page">
      <p>
        The insights of <bdi>{workspace}</bdi> are for its owner and admins, and for those whom its
        owner lets in. If you need them, ask the owner.
      </p>
    </Centered>
  );
}
