import { type Connector } from './connector-rules.ts';
type Props = {
    readonly connector: Connector;
};
/** How a connector stands, who consented to it, and what can be done about it. */
export declare function ConnectorStatus({ connector }: Props): import("react").JSX.Element;
export {};
