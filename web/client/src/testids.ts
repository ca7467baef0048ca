// The stable hooks of browser tests: values of data-testid, in one place. Attributes that go with
// them are named beside each; everything else in the pages may change.
export const ID = {
  // join page
  joinButton: 'join-button', // enters the meeting
  joinName: 'join-name', // whom the link speaks for
  joinPreview: 'join-preview', // <video> of the own camera
  joinLevel: 'join-level', // role=meter, aria-valuenow 0–100
  joinCamera: 'join-camera', // checkbox: enter with the camera on
  joinTrouble: 'join-trouble', // data-device camera|microphone, data-trouble
  linkDead: 'link-dead', // data-code of the refusal

  // the meeting, everybody
  meeting: 'meeting', // data-status planned|open|adjourned|closed, data-link, data-role, data-me
  stage: 'stage', // data-holder: participants on the floor, space between; empty: none
  tile: 'tile', // data-participant, data-state, data-level
  floorClock: 'floor-clock', // data-phase granted|running|last|over|none; role=timer
  clockDigits: 'clock-digits',
  queue: 'speaking-list',
  queueRow: 'queue-row', // data-participant, data-place (0: on the floor)
  agenda: 'agenda',
  agendaItem: 'agenda-item', // data-item, data-state done|now|later
  requestFloor: 'request-floor',
  withdrawRequest: 'withdraw-request',
  startSpeech: 'start-speech',
  yieldFloor: 'yield-floor',
  myFloor: 'my-floor', // data-state ask|waiting|granted|speaking|off
  microphone: 'mic-toggle', // aria-pressed
  camera: 'camera-toggle', // aria-pressed
  screen: 'screen-toggle', // aria-pressed
  opinions: 'opinions-toggle',
  opinion: 'opinion', // data-opinion
  leave: 'leave',
  reconnecting: 'reconnecting', // the banner, from 2 s after the connection was lost
  takenOver: 'taken-over',
  soundBlocked: 'sound-blocked',
  largeText: 'large-text',
  language: 'language',

  // chair and clerk
  openConsultation: 'open-consultation',
  adjournConsultation: 'adjourn-consultation',
  resumeConsultation: 'resume-consultation',
  closeConsultation: 'close-consultation',
  startItem: 'start-item', // data-item
  closeItem: 'close-item', // data-item
  grantNext: 'grant-next', // data-participant
  grantSelected: 'grant-selected', // data-participant
  grantDialogue: 'grant-dialogue', // data-participant
  moveUp: 'move-up',
  moveDown: 'move-down',
  removeRequest: 'remove-request',
  callByName: 'call-by-name',
  callPerson: 'call-person', // data-participant, in the dialog
  extendSpeech: 'extend-speech',
  revokeFloor: 'revoke-floor', // press twice
  deskLink: 'desk-link',

  // watch page
  watchVideo: 'watch-video',
  nowItem: 'now-item',
  nowSpeaker: 'now-speaker', // data-participant
  wall: 'wall', // its cards are `opinion`
  wallNew: 'wall-new',
  writeOpinion: 'write-opinion',
  opinionText: 'opinion-text',
  opinionName: 'opinion-name',
  opinionRegion: 'opinion-region',
  opinionSubmit: 'opinion-submit',
  receipt: 'receipt', // its text is the number
  receiptClose: 'receipt-close',
  opinionState: 'opinion-state', // data-state submitted|published|withheld
  myOpinion: 'my-opinion', // data-state

  // dialogs
  dialogConfirm: 'dialog-confirm',
  dialogCancel: 'dialog-cancel',
} as const;
