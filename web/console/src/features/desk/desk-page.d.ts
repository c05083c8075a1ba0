/** The agent's workplace: presence, conversations, the one in hand, and what is known about its customer. */
export declare function DeskPage(): import('react').JSX.Element;
