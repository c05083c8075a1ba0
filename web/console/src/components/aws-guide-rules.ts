/** Where events go in AWS, with what is not known yet made up so that it stands out. */
export type AwsPlace = {
  readonly account: string;
  readonly region: string;
  /** Name of the bus, without its ARN. */
  readonly bus: string;
  readonly source: string;
  readonly partition: string;
};

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** A bus may be given by its ARN, which names account and region, too. */
export const placeOf = (given: Omit<AwsPlace, 'partition'>): AwsPlace => {
  const [, partition, , region = '', account = '', resource = ''] = given.bus.startsWith('arn:')
    ? given.bus.split(':')
    : [];
  const where = region || given.region || 'REGION';
  return {
    account: account || given.account || 'ACCOUNT_ID',
    region: where,
    bus: resource.replace('event-bus/', '') || given.bus || 'tandem',
    source: given.source,
    partition: partition || partitionOf(where),
  };
};

const busArn = ({ partition, region, account, bus }: AwsPlace) =>
  `arn:${partition}:events:${region}:${account}:event-bus/${bus}`;
const logArn = ({ partition, region, account }: AwsPlace) =>
  `arn:${partition}:logs:${region}:${account}:log-group:/aws/events/tandem`;

const putPolicy = (place: AwsPlace) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['events:PutEvents', 'events:DescribeEventBus'],
      Resource: busArn(place),
    },
  ],
});

const logPolicy = (log: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${log}:*`,
    },
  ],
});

const pattern = ({ source }: AwsPlace) => ({ source: [source] });
const quoted = (value: unknown) => `'${JSON.stringify(value)}'`;

/** The default bus is there in every account, and nobody can create it. */
const isMade = ({ bus }: AwsPlace) => bus !== 'default';

/** Commands of the AWS command line: bus, policy, rule and a log group as target. */
export const awsCli = (place: AwsPlace): string => {
  const { region, bus } = place;
  const rule = `--region ${region} --event-bus-name '${bus}'`;
  return [
    ...(isMade(place)
      ? [`aws events create-event-bus --region ${region} --name '${bus}'`, '']
      : []),
    `aws iam create-policy --policy-name tandem-put-events --policy-document ${quoted(putPolicy(place))}`,
    '',
    `aws events put-rule ${rule} --name tandem --event-pattern ${quoted(pattern(place))}`,
    '',
    `aws logs create-log-group --region ${region} --log-group-name /aws/events/tandem`,
    `aws logs put-resource-policy --region ${region} --policy-name tandem-events --policy-document ${quoted(logPolicy(logArn(place)))}`,
    `aws events put-targets ${rule} --rule tandem --targets 'Id=log,Arn=${logArn(place)}'`,
  ].join('\n');
};

const terraformBus = (place: AwsPlace) =>
  isMade(place)
    ? `resource "aws_cloudwatch_event_bus" "tandem" {
  name = "${place.bus}"
}`
    : `data "aws_cloudwatch_event_bus" "tandem" {
  name = "default"
}`;

/** The same for Terraform. */
export const awsTerraform = (place: AwsPlace): string => {
  const { region, source } = place;
  const bus = `${isMade(place) ? '' : 'data.'}aws_cloudwatch_event_bus.tandem`;
  return `provider "aws" {
  region = "${region}"
}

${terraformBus(place)}

resource "aws_iam_policy" "tandem_put_events" {
  name = "tandem-put-events"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:PutEvents", "events:DescribeEventBus"]
      Resource = ${bus}.arn
    }]
  })
}

resource "aws_cloudwatch_event_rule" "tandem" {
  name           = "tandem"
  event_bus_name = ${bus}.name
  event_pattern  = jsonencode({ source = ["${source}"] })
}

resource "aws_cloudwatch_log_group" "tandem" {
  name = "/aws/events/tandem"
}

resource "aws_cloudwatch_log_resource_policy" "tandem" {
  policy_name = "tandem-events"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["events.amazonaws.com", "delivery.logs.amazonaws.com"] }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "\${aws_cloudwatch_log_group.tandem.arn}:*"
    }]
  })
}

resource "aws_cloudwatch_event_target" "log" {
  rule           = aws_cloudwatch_event_rule.tandem.name
  event_bus_name = ${bus}.name
  arn            = aws_cloudwatch_log_group.tandem.arn
}
`;
};

/** What the attribute Arn of a log group answers ends in `:*`, which is no target: the ARN is put together. */
const logArnOfStack =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
  'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Log}';
const busArnOfStack =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
  'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default';

/** The same as a CloudFormation template; JSON is YAML, too. */
export const awsCloudFormation = (place: AwsPlace): string => {
  const isOwn = isMade(place);
  const bus = isOwn ? { 'Fn::GetAtt': ['Bus', 'Arn'] } : { 'Fn::Sub': busArnOfStack };
  const [put] = putPolicy(place).Statement;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      ...(isOwn ? { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: place.bus } } } : {}),
      PutEvents: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: 'tandem-put-events',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ ...put, Resource: bus }] },
        },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/events/tandem' } },
      LogPolicy: {
        Type: 'AWS::Logs::ResourcePolicy',
        Properties: {
          PolicyName: 'tandem-events',
          PolicyDocument: { 'Fn::Sub': JSON.stringify(logPolicy(logArnOfStack)) },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        DependsOn: 'LogPolicy',
        Properties: {
          Name: 'tandem',
          EventBusName: isOwn ? { Ref: 'Bus' } : place.bus,
          EventPattern: pattern(place),
          Targets: [{ Id: 'log', Arn: { 'Fn::Sub': logArnOfStack } }],
        },
      },
    },
  };
  return JSON.stringify(template, null, 2);
};
