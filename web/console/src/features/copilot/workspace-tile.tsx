import type { CopilotTile } from '@tandem/contract';
import { useTranslation } from 'react-i18next';
import type { Api } from '#src/api/client.ts';
import { FrameTile } from './frame-tile.tsx';
import { KnowledgeTile } from './knowledge-tile.tsx';
import { IdentityTile, NextActionTile, SentimentTile, SummaryTile } from './plain-tiles.tsx';
import { RepliesTile } from './replies-tile.tsx';
import { Tile, TileBody, TileEmpty } from './tile.tsx';
import { TranscriptTile } from './transcript-tile.tsx';
import type { Shown } from './workspace-rules.ts';

type WorkspaceTileProps = {
  readonly name: string;
  readonly tile: CopilotTile;
  readonly shown: Shown;
  readonly api: Api;
};

function Content({ name, tile, shown, api }: WorkspaceTileProps) {
  const { t } = useTranslation('copilot');
  const { open, lines, tiles } = shown;
  const content = tiles[name]?.content;
  if (tile.type === 'transcript')
    return <TranscriptTile lines={lines} customer={open.conversation.customer} />;
  if (tile.type === 'knowledge') {
    const hits = content?.type === 'knowledge' ? content.hits : [];
    return <KnowledgeTile hits={hits} tags={tile.settings?.tags ?? []} api={api} />;
  }
  switch (content?.type) {
    case 'identity':
      return <IdentityTile content={content} />;
    case 'nextAction':
      return <NextActionTile content={content} />;
    case 'sentiment':
      return <SentimentTile content={content} />;
    case 'summary':
      return <SummaryTile content={content} />;
    case 'suggestedReplies':
      return <RepliesTile content={content} />;
    default:
      return <TileEmpty text={t('tile.empty')} />;
  }
}

/** Address and data of a tile that is a frame; null: of every other. */
function frameOf({ name, tile, shown }: WorkspaceTileProps) {
  const state = shown.tiles[name];
  const content = state?.content;
  if (tile.type === 'html') {
    const query = new URLSearchParams({
      t: shown.open.documentToken,
      r: String(content?.type === 'html' ? documentRevision(content.html) : 0),
    });
    const data = content?.type === 'html' ? content.data : undefined;
    return { src: `/copilot/api/tiles/${name}/document?${query}`, data };
  }
  if (tile.type !== 'iframe') return null;
  const isSet = content?.type === 'iframe';
  const src = (isSet ? content.url : tile.settings?.url) ?? '';
  return /^https?:/i.test(src) ? { src, data: isSet ? content.data : undefined } : null;
}

/** Another document is another address; data alone leaves the document as it is. */
function documentRevision(html: string): number {
  let hash = 0;
  for (let at = 0; at < html.length; at += 1) hash = (hash * 31 + html.charCodeAt(at)) | 0;
  return hash >>> 0;
}

/** One tile, by its type. */
export function WorkspaceTile(props: WorkspaceTileProps) {
  const { name, tile, shown, api } = props;
  const { t } = useTranslation('copilot');
  const title = tile.settings?.title || t(`tiles.${tile.type}`);
  const state = shown.tiles[name];
  const frame = frameOf(props);
  const note = state && state.maker !== 'rules' ? t(`maker.${state.maker}`) : undefined;
  return (
    <Tile title={title} problem={state?.problem ?? null} note={note}>
      {frame ? (
        <FrameTile {...frame} tile={name} title={title} api={shown.open.takesInput ? api : null} />
      ) : (
        <TileBody>
          <Content {...props} />
        </TileBody>
      )}
    </Tile>
  );
}
