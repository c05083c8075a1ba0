/** Operations of the contact centre that answer 501, each with the reason; names are those of the reference. */
export const notOffered: Readonly<Record<string, string>> = {
  getConversationsMessagesCachedmedia:
    'Tandem keeps media as uploaded and fetches none by address, so there is no cache to show.',
  getConversationsMessagesCachedmediaCachedMediaItemId:
    'Tandem keeps media as uploaded and fetches none by address, so there is no cache to show.',
  deleteConversationsMessagesCachedmediaCachedMediaItemId:
    'Tandem keeps media as uploaded and fetches none by address, so there is no cache to empty.',
  postConversationsMessageCommunicationSocialmediaMessages:
    'Public social media posts are no channel of open messaging.',
  putConversationsMessageRecordingstate:
    'Messages are stored by themselves; there is no recording to pause.',
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
