import { describe, expect, it } from 'vitest';
import { awsCli, awsCloudFormation, awsTerraform, placeOf } from './aws-guide-rules.ts';

const given = {
  account: '012345678901',
  region: 'eu-central-1',
  bus: 'orders',
  source: 'tandem/org/one',
};

describe('the guide to a custom event bus', () => {
  it.each([
    ['the command line', awsCli],
    ['Terraform', awsTerraform],
    ['CloudFormation', awsCloudFormation],
  ])('fills in bus and source for %s, and holds nothing to be filled in', (_, write) => {
    const text = write(placeOf(given));
    expect(text).toContain('orders');
    expect(text).toContain('tandem/org/one');
    expect(text).not.toContain('aws.partner');
    expect(text).not.toMatch(/undefined|ACCOUNT_ID|REGION/);
  });

  it('reads account, region and partition from an ARN', () => {
    const bus = 'arn:aws-cn:events:cn-north-1:999999999999:event-bus/a/b';
    expect(placeOf({ ...given, bus })).toEqual({
      ...{ account: '999999999999', region: 'cn-north-1', bus: 'a/b' },
      ...{ source: 'tandem/org/one', partition: 'aws-cn' },
    });
  });

  it.each([
    ['us-gov-west-1', 'arn:aws-us-gov:events:us-gov-west-1:012345678901:event-bus/orders'],
    ['cn-northwest-1', 'arn:aws-cn:events:cn-northwest-1:012345678901:event-bus/orders'],
    ['us-east-1', 'arn:aws:events:us-east-1:012345678901:event-bus/orders'],
  ])('names the bus of %s', (region, arn) => {
    expect(awsCli(placeOf({ ...given, region }))).toContain(arn);
  });

  it('shows where something is missing', () => {
    const text = awsCli(placeOf({ ...given, account: '', region: '', bus: '' }));
    expect(text).toContain('events:REGION:ACCOUNT_ID:event-bus/tandem');
  });

  it.each([
    ['the command line', awsCli, /create-event-bus/],
    ['Terraform', awsTerraform, /resource "aws_cloudwatch_event_bus"/],
    ['CloudFormation', awsCloudFormation, /AWS::Events::EventBus"/],
  ])('creates no default bus for %s: it is there', (_, write, created) => {
    expect(write(placeOf(given))).toMatch(created);
    const text = write(placeOf({ ...given, bus: 'default' }));
    expect(text).not.toMatch(created);
    expect(text).toMatch(/default/);
  });

  it('keeps an account with leading zeros as it is', () => {
    expect(awsCli(placeOf({ ...given, account: '000000000042' }))).toContain(
      'arn:aws:logs:eu-central-1:000000000042:log-group:/aws/events/tandem',
    );
  });

  it('targets the log group itself, not its streams', () => {
    const { Rule, LogPolicy } = JSON.parse(awsCloudFormation(placeOf(given))).Resources;
    expect(Rule.Properties.Targets[0].Arn['Fn::Sub']).toMatch(/:log-group:\$\{Log\}$/);
    const policy = JSON.parse(LogPolicy.Properties.PolicyDocument['Fn::Sub']);
    expect(policy.Statement[0].Resource).toMatch(/:log-group:\$\{Log\}:\*$/);
  });

  it('is a template that can be read', () => {
    const { Resources } = JSON.parse(awsCloudFormation(placeOf(given)));
    expect(Object.keys(Resources)).toEqual(['Bus', 'PutEvents', 'Log', 'LogPolicy', 'Rule']);
    expect(Resources.Rule.Properties.EventPattern).toEqual({ source: ['tandem/org/one'] });
  });
});
