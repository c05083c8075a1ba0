/** The mark: two wheels on one frame. Decorative, the name stands beside it. */
export function Logo({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <circle cx="10.5" cy="19" r="5" fill="none" stroke="#fff" strokeWidth="2.6" />
      <circle cx="21.5" cy="19" r="5" fill="none" stroke="#fff" strokeWidth="2.6" />
      <path d="M8 9h16" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
