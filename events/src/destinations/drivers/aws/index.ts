export { awsBusKind, awsPartnerKind } from './aws.driver.ts';
