import { useUi } from './context.ts';

function PrivacyLink() {
  const { language, settings } = useUi();
  const url = settings.privacy?.url;
  if (!url) return null;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={language.text('opensNewTab')}>
      {language.text('privacyLink')}
    </a>
  );
}

/** The notice where nobody has to agree to it. */
export function PrivacyNote() {
  const { privacy } = useUi().settings;
  if (!privacy || privacy.consent) return null;
  return (
    <p class="privacy">
      {privacy.text} <PrivacyLink />
    </p>
  );
}

/** The notice before everything else; until the visitor agrees nothing is sent. */
export function PrivacyGate(props: { onAgree: () => void; onDecline: () => void }) {
  const { language, settings } = useUi();
  const { text } = language;
  return (
    <div class="screen">
      <h3 data-first tabIndex={-1}>
        {text('privacyTitle')}
      </h3>
      <p class="notice">{settings.privacy?.text ?? text('privacyText')}</p>
      <p>
        <PrivacyLink />
      </p>
      <button type="button" class="button primary" onClick={props.onAgree}>
        {text('privacyAgree')}
      </button>
      {!settings.inline && (
        <button type="button" class="button" onClick={props.onDecline}>
          {text('privacyDecline')}
        </button>
      )}
    </div>
  );
}
