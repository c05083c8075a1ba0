/** Operations of the contact centre that answer 501, each with the reason; names are those of the reference. */
export const notOffered: Readonly<Record<string, string>> = {
  postConversationsMessageCommunicationSocialmediaMessages:
    'Open messaging is the only channel, and it carries private conversations: there is no public post to answer.',
  putConversationsMessageRecordingstate:
    'Nothing is recorded beside the messages themselves, and a message that is not stored could be neither delivered nor read: there is no recording to pause.',
  postAnalyticsConversationsDetailsJobs: 'Reports over many conversations are not offered yet.',
  getAnalyticsConversationsDetailsJobsAvailability:
    'Reports over many conversations are not offered yet.',
  getAnalyticsConversationsDetailsJob: 'Reports over many conversations are not offered yet.',
  deleteAnalyticsConversationsDetailsJob: 'Reports over many conversations are not offered yet.',
  getAnalyticsConversationsDetailsJobResults:
    'Reports over many conversations are not offered yet.',
  postAnalyticsConversationsDetailsQuery: 'Reports over many conversations are not offered yet.',
  postAnalyticsConversationDetailsProperties: 'Properties of segments are not indexed.',
};
