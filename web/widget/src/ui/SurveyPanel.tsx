import { useState } from 'preact/hooks';
import type { Survey } from '../chat/index.ts';
import type { Settings } from '../embed/options.ts';
import { useUi } from './context.ts';

const FACES = ['😞', '🙁', '😐', '🙂', '😊'];

/** A question about the conversation: a score, a comment where one is wanted, sent once. */
export function SurveyPanel({ survey }: { survey: Survey }) {
  const { chat, language } = useUi();
  const { text } = language;
  const [score, setScore] = useState<number>();
  const [comment, setComment] = useState('');
  const [skipped, setSkipped] = useState(false);
  const [missing, setMissing] = useState(false);
  if (skipped || survey.over) return null;
  if (survey.answered) {
    return (
      <p class="panel" role="status">
        {text('surveyThanks')}
      </p>
    );
  }
  return (
    <form
      class="panel survey"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(score === undefined);
        if (score !== undefined)
          return chat.answerSurvey({ id: survey.id, score, comment: comment.trim() });
        event.currentTarget.querySelector('input')?.focus();
      }}
    >
      <fieldset>
        <legend>{survey.question}</legend>
        <Scale scale={survey.scale} chosen={score} onChoose={setScore} />
      </fieldset>
      {missing && score === undefined && (
        <p class="problem" role="alert">
          {text('surveyMissing')}
        </p>
      )}
      {survey.comment && score !== undefined && (
        <label>
          {text('surveyComment')}
          <textarea
            rows={2}
            maxLength={2000}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </label>
      )}
      <div class="survey-buttons">
        <button type="submit" class="button primary">
          {text('surveySend')}
        </button>
        <button type="button" class="button" onClick={() => setSkipped(true)}>
          {text('surveySkip')}
        </button>
      </div>
    </form>
  );
}

interface ScaleProps {
  readonly scale: number;
  readonly chosen: number | undefined;
  readonly onChoose: (score: number) => void;
}

function Scale({ scale, chosen, onChoose }: ScaleProps) {
  const { language, settings } = useUi();
  return (
    <div class="scale">
      {Array.from({ length: scale }, (_, at) => at + 1).map((score) => (
        <label key={score} class={isLit(settings.survey, score, chosen) ? 'lit' : ''}>
          <input
            type="radio"
            name="tandem-score"
            value={score}
            checked={chosen === score}
            aria-label={language.text('surveyScore', { score, scale })}
            onChange={() => onChoose(score)}
          />
          <span aria-hidden="true">{signOf(settings.survey, score, scale)}</span>
        </label>
      ))}
    </div>
  );
}

/** Stars are lit up to the chosen one. */
const isLit = (look: Settings['survey'], score: number, chosen: number | undefined): boolean =>
  look === 'stars' ? score <= (chosen ?? 0) : score === chosen;

function signOf(look: Settings['survey'], score: number, scale: number): string {
  if (look === 'stars') return '★';
  if (look === 'numbers') return String(score);
  return FACES[Math.round(((score - 1) / (scale - 1)) * (FACES.length - 1))] ?? '';
}
