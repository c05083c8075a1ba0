/** placeholder */
export function DeskPage() {
  return null;
}
