import { Container } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { Designer } from './designer/designer.tsx';
import { useFlow } from './designer/use-flow.ts';
import type { FlowHalf } from './flow-api.ts';

function LoadedPage({ half, flowId }: { readonly half: FlowHalf; readonly flowId: string }) {
  const { flows, flow, document, catalogue } = useFlow(half, flowId);
  const error = flow.error ?? document.error ?? catalogue.error;
  if (error) {
    const retry = () => {
      for (const query of [flow, document, catalogue]) if (query.isError) void query.refetch();
    };
    return (
      <Container size="xl" py="lg">
        <ErrorNotice error={error} onRetry={retry} />
      </Container>
    );
  }
  if (!flow.data || !document.data || !catalogue.data) return <LoadingState />;
  return (
    <Designer flows={flows} flow={flow.data} stored={document.data} catalogue={catalogue.data} />
  );
}

/** One flow in the designer. */
export function FlowPage() {
  const { half = '', flowId = '' } = useParams({ strict: false });
  return (
    <LoadedPage
      key={`${half} ${flowId}`}
      half={half === 'gateway' ? 'gateway' : 'platform'}
      flowId={flowId}
    />
  );
}
