import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { type Clock, defineErrors } from '@tandem/kit';

export const demoErrors = defineErrors('gateway.demo', {
  noSuchOrder: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
});

const states = ['received', 'packed', 'shipped'] as const;
const dayMs = 24 * 60 * 60 * 1000;

/** The order system of the demonstration. Numbers below 1000 do not exist. */
export const demoOrderHandlers = ({ clock }: { clock: Clock }): readonly Handler[] => [
  handle(gatewayOperations.getDemoOrder, async ({ params }) => {
    const number = Number(params.orderId);
    if (!/^\d{1,10}$/.test(params.orderId) || number < 1000) throw demoErrors.noSuchOrder();
    const arrives = new Date(clock.now().getTime() + ((number % 5) + 1) * dayMs);
    const status = states[number % states.length] as string;
    return {
      status: 200,
      body: { id: params.orderId, status, arrives: arrives.toISOString().slice(0, 10) },
    };
  }),
];
