type PersonSelectProps = {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (userId: string | null) => void;
};
/** A colleague: those who are there, and on request those who are away as well. */
export declare function PersonSelect({
  label,
  value,
  onChange,
}: PersonSelectProps): import('react').JSX.Element;
