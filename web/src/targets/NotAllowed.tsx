// What a member sees who may not use targets.
import { Centered } from '../list/Notices';
import { PageHeader } from '../shell/PageHeader';

export function NotAllowed({ workspace }: { workspace: string }) {
  return (
    <>
      <PageHeader group="Customers" title="Targets" />
      <Centered title="You are not allowed to see this page">
        <p>
          The targets of <bdi>{workspace}</bdi> are for its owner and admins. If you need them, ask
          one of them to change your role.
        </p>
      </Centered>
    </>
  );
}
