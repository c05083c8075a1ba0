import { type Choices, type Connector, type ConnectorBody, type ConnectorKind } from './connector-rules.ts';
type Props = {
    readonly kind: ConnectorKind;
    readonly connector: Connector | null;
    readonly choices: Choices;
    readonly readOnly: boolean;
    readonly onSubmit: (body: ConnectorBody) => Promise<unknown>;
};
/** Name, address, access, and the consent that lets the connector do it. */
export declare function ConnectorForm(props: Props): import("react").JSX.Element;
export {};
