// The stable hooks of browser tests: values of data-testid, in one place. Attributes that go with
// them are named beside each; everything else in the pages may change.
export const ID = {
  pauseSpeech: 'pause-speech',
  resumeSpeech: 'resume-speech',
  takeChair: 'take-chair',
  requestInterposed: 'request-interposed',
  requestOrder: 'request-order',
  // join page
  joinButton: 'join-button', // enters the meeting
  joinName: 'join-name', // whom the link speaks for
  joinPreview: 'join-preview', // <video> of the own camera
  joinLevel: 'join-level', // role=meter, aria-valuenow 0–100
  joinCamera: 'join-camera', // checkbox: enter with the camera on
  networkVerdict: 'network-verdict', // data-verdict waiting|running|good|weak|tcp|relay|blocked|offline|busy
  networkAgain: 'network-again',
  cameraBlack: 'camera-black',
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
  takenOver: 'taken-over', // goes on in this window after another took over
  mediaLost: 'media-lost', // sound or pictures do not get through, from 8 s on
  soundBlocked: 'sound-blocked',
  ownLine: 'own-line', // data-line good|weak|reduced|paused|lost
  linePaused: 'line-paused', // pictures are left out to keep sound
  document: 'document', // data-document, data-page: the one seen, data-shown: everybody's, data-mine: I turn
  documentPage: 'document-page', // <img>, data-page once it is there
  documentNext: 'document-next',
  documentPrevious: 'document-previous',
  documentFollow: 'document-follow', // back to everybody's page
  documentStop: 'document-stop',
  documentTake: 'document-take', // staff turn the pages from now on
  documentTool: 'document-tool', // shows the dialog below to who holds the floor
  documentShow: 'document-show', // data-document
  documentHand: 'document-hand', // <select> of who is to turn the pages
  largeText: 'large-text',
  language: 'language',

  // at the door, and a venue's own
  waitingPage: 'waiting-page', // data-venue
  mutedNotice: 'muted-notice', // to whoever is muted: by whom and why
  doorNotice: 'door-notice', // to those who may admit
  doorOpen: 'door-open',
  venueToggle: 'venue-toggle', // aria-pressed
  venuePanelOpen: 'venue-panel-open',
  venuePanel: 'venue-panel',
  venueSection: 'venue-section', // data-venue
  waiter: 'waiter', // data-participant, data-state waiting|turned-away
  admit: 'admit', // data-participant
  admitAll: 'admit-all', // data-venue
  turnAway: 'turn-away', // data-participant
  venuePerson: 'venue-person', // data-participant, data-muted
  mute: 'mute', // data-participant; aria-pressed
  forward: 'forward', // data-participant or data-seat
  venueSeat: 'venue-seat', // data-seat
  nameSeat: 'name-seat', // data-seat
  addSeat: 'add-seat', // data-venue
  seatName: 'seat-name',
  seatTitle: 'seat-title',
  seatUnit: 'seat-unit',
  overrideReason: 'override-reason', // <input>: why, where it is another venue's matter
  waitingRoom: 'waiting-room', // checkbox, for staff
  venueWaits: 'venue-waits', // the same of one venue; data-venue
  createWaiting: 'create-waiting', // checkbox of the desk's form

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
  connectionsOpen: 'connections-open', // shows how everybody's line is
  connections: 'connections',
  connectionRow: 'connection-row', // data-participant, data-finding

  seatMap: 'seat-map', // data-venue
  seat: 'seat', // data-seat, data-state here|cut|left|excused|absent|unsaid; aria-pressed
  seatMore: 'seat-more', // data-seat: substitute, swap, excuse
  seatCount: 'seat-count',
  rollCall: 'roll-call', // data-call, data-state open|answered; the banner
  rollCallAnswer: 'roll-call-answer',
  rollCallSeats: 'roll-call-seats', // the operator's: opens the seats that have not answered
  rollCallStart: 'roll-call-start',
  rollCallEnd: 'roll-call-end',
  rollCallRow: 'roll-call-row', // data-level, data-answered, data-called
  attendanceOpen: 'attendance-open', // chair and clerk: by level, roll calls, seats
  quorum: 'quorum', // data-met true|false, data-present, data-needed
  waiveReason: 'waive-reason',
  mustAnswer: 'must-answer', // data-participant, data-question, data-state answering|spoken|written|waiting|asked
  askDepartment: 'ask-department', // data-participant
  putQuestion: 'put-question',
  questionText: 'question-text',
  waiveAnswers: 'waive-answers',
  asked: 'asked', // a department's: data-question, data-state
  fileReply: 'file-reply',
  replyText: 'reply-text',
  requestAnswer: 'request-answer',
  seatsOpen: 'seats-open',
  // votes
  ballotCard: 'ballot-card', // data-ballot, data-status open|closed|cancelled
  ballotOption: 'ballot-option', // data-option: index, or abstain
  ballotCast: 'ballot-cast',
  ballotReceipt: 'ballot-receipt', // data-choices, or data-cast of a secret vote
  ballotCheck: 'ballot-check', // data-check counted|missing|altered|false-list
  ballotElsewhere: 'ballot-elsewhere', // the paper was taken on another device
  ballotSeen: 'ballot-seen',
  ballotResult: 'ballot-result', // data-outcome passed|rejected|no_quorum
  ballotCount: 'ballot-count', // data-option, data-count; abstentions last
  ballotNames: 'ballot-names',
  ballotSeats: 'ballot-seats',
  ballotSeat: 'ballot-seat', // data-seat, data-choices
  ballotSeatOption: 'ballot-seat-option', // data-option
  ballotHands: 'ballot-hands', // <input>, data-option; abstentions last
  ballotHandsSend: 'ballot-hands-send',
  ballotEnter: 'ballot-enter', // a seat goes into the booth
  ballotBooth: 'ballot-booth', // data-seat
  ballotNext: 'ballot-next',
  ballotDesk: 'ballot-desk',
  ballotNew: 'ballot-new',
  ballotTitle: 'ballot-title',
  ballotMethod: 'ballot-method', // ballot-method-hands|named|secret
  ballotOwn: 'ballot-own',
  ballotOptions: 'ballot-options',
  ballotMajority: 'ballot-majority',
  ballotQuorum: 'ballot-quorum',
  ballotPrepared: 'ballot-prepared', // data-ballot
  ballotOpen: 'ballot-open',
  ballotRunning: 'ballot-running', // data-ballot
  ballotTurnout: 'ballot-turnout',
  ballotInBox: 'ballot-in-box',
  ballotClose: 'ballot-close',
  ballotCancel: 'ballot-cancel',
  ballotReason: 'ballot-reason',
  ballotEnded: 'ballot-ended', // data-ballot, data-outcome
  stances: 'stances',
  stance: 'stance', // data-subject, data-mine
  stanceTake: 'stance-take', // data-stance for|against|abstain
  nowBallot: 'now-ballot', // data-ballot, data-status

  // the recording
  recordingVideo: 'recording-video', // <video>
  recordingChapters: 'recording-chapters',
  recordingChapter: 'recording-chapter', // data-kind item|speech, data-id; aria-current
  recordingSearch: 'recording-search',
  recordingHit: 'recording-hit',
  recordingCaptions: 'recording-captions', // aria-pressed
  recordingKeep: 'recording-keep', // the file
  recordingRefused: 'recording-refused', // data-code
  deskStorage: 'desk-storage', // data-failure, data-waiting
  deskRecording: 'desk-recording', // data-published, data-deleted
  recordingPeriod: 'recording-period', // <select> of days
  recordingOwnTracks: 'recording-own-tracks', // <input type=checkbox>
  ownTracksNotice: 'own-tracks-notice', // to whoever has the floor
  takes: 'takes', // <details>
  take: 'take', // data-file
  recordingOpen: 'recording-open',
  recordingPublish: 'recording-publish',
  recordingWithdraw: 'recording-withdraw',
  recordingDelete: 'recording-delete',
  searchWatch: 'search-watch', // a hit's place in the recording
  fromBeginning: 'from-beginning', // aria-pressed; back to the livestream where it is

  // watch page
  watchDocument: 'watch-document', // data-document, data-page
  watchVideo: 'watch-video',
  streamState: 'stream-state', // data-state
  goLive: 'go-live',
  soundOnly: 'sound-only', // aria-pressed
  nowItem: 'now-item',
  nowSpeaker: 'now-speaker', // data-participant
  nowQuestions: 'now-questions',
  wall: 'wall', // its cards are `opinion`
  wallNew: 'wall-new',
  support: 'support', // data-opinion
  proving: 'proving',
  writeOpinion: 'write-opinion',
  opinionText: 'opinion-text',
  opinionName: 'opinion-name',
  opinionRegion: 'opinion-region',
  opinionSubmit: 'opinion-submit',
  receipt: 'receipt', // its text is the number
  receiptClose: 'receipt-close',
  opinionState: 'opinion-state', // data-state submitted|published|withheld|merged|withdrawn
  opinionWithdraw: 'opinion-withdraw',
  myOpinion: 'my-opinion', // data-state

  // stage and wall
  layout: 'layout', // <select>, values of Layout, '' follows the floor
  broadcast: 'broadcast', // <select>, participant ids
  programmeMode: 'programme-mode', // <select>, values of ProgrammeMode
  programmeOpinion: 'programme-opinion', // <select>, opinion ids, '' none
  lowerThird: 'lower-third',
  wallOpen: 'wall-open',
  directorWall: 'director-wall', // data-link
  wallLayout: 'wall-layout',
  lane: 'lane', // data-level, data-page, data-pages
  wallTile: 'wall-tile', // data-participant, data-fault
  wallPick: 'wall-pick', // data-participant
  faults: 'faults',
  fault: 'fault', // data-participant, data-code
  patrol: 'patrol', // data-held
  patrolHold: 'patrol-hold',
  patrolLevels: 'patrol-levels',
  patrolInterval: 'patrol-interval',

  // dialogs
  dialogConfirm: 'dialog-confirm',
  dialogCancel: 'dialog-cancel',

  // floor rules and deputies, on the desk and in the console
  rulesOpen: 'rules-open', // the console's dialog
  floorRules: 'floor-rules', // data-cut, data-quotas: how many
  rulesEdit: 'rules-edit',
  rulesSave: 'rules-save',
  rulesCancel: 'rules-cancel',
  roleTime: 'role-time', // data-role
  quotaAdd: 'quota-add',
  quotaRow: 'quota-row',
  quotaScope: 'quota-scope',
  quotaTime: 'quota-time',
  quotaRemove: 'quota-remove',
  deputies: 'deputies', // data-deputies: who, space between
  deputiesEdit: 'deputies-edit',
  deputiesSave: 'deputies-save',
  deputiesCancel: 'deputies-cancel',
  deputyAdd: 'deputy-add', // <select>
  deputyRow: 'deputy-row', // data-participant
  deputyUp: 'deputy-up', // data-participant
  deputyDown: 'deputy-down',
  deputyRemove: 'deputy-remove',
  // must-answer questions of an item, on the desk
  itemQuestions: 'item-questions', // data-item
  plannedQuestion: 'planned-question', // data-question
  questionAdd: 'question-add', // data-item
  questionTo: 'question-to', // checkbox, data-participant
  questionSend: 'question-send',
  questionWithdraw: 'question-withdraw', // data-question
  withdrawReason: 'withdraw-reason',
  withdrawSend: 'withdraw-send',

  // organizer's desk
  desk: 'desk', // data-consultation, data-status, data-role, data-tab
  deskTab: 'desk-tab', // data-tab prepare|text|opinions|outcomes|minutes|lines
  // live notes on the desk
  noteText: 'note-text',
  notePicture: 'note-picture', // data-state waiting|sending|ready|failed
  noteAlt: 'note-alt',
  noteChoose: 'note-choose', // <input type=file>
  notePost: 'note-post',
  noteRow: 'note-row', // data-note, data-withdrawn
  noteCorrect: 'note-correct',
  noteWithdraw: 'note-withdraw',
  // the watch page's text
  watchTab: 'watch-tab', // data-tab wall|text, aria-pressed
  textEntry: 'text-entry', // data-kind
  deskProblem: 'desk-problem', // what was refused, in the server's words
  consultationRow: 'consultation-row', // data-consultation, data-status
  newConsultation: 'new-consultation',
  contributions: 'contributions',
  contributionsCsv: 'contributions-csv',
  contributionsOpen: 'contributions-open',
  searchField: 'search-field',
  searchHit: 'search-hit', // data-kind
  searchNothing: 'search-nothing',
  createTitle: 'create-title',
  createTime: 'create-time',
  createVenue: 'create-venue', // data-index; the fields in it are found by data-field
  createItem: 'create-item', // data-index; as above
  createConsultation: 'create-consultation', // submits the form
  fieldProblem: 'field-problem', // data-field
  participantName: 'participant-name',
  participantRole: 'participant-role',
  participantVenue: 'participant-venue',
  participantAdd: 'participant-add',
  rosterRow: 'roster-row', // data-participant, data-links: how many work
  inviteMake: 'invite-make', // data-participant
  inviteLink: 'invite-link', // <input>, data-participant, data-invitation; its value is the link
  inviteCopy: 'invite-copy',
  inviteRevoke: 'invite-revoke', // data-invitation; press twice
  attendanceMark: 'attendance-mark', // <select>, data-participant or data-seat
  importOpen: 'import-open',
  importFile: 'import-file', // <input type=file>
  importRow: 'import-row', // data-row, data-action participant|seat|venue|skip|none
  importIssue: 'import-issue', // data-code, data-severity
  importSum: 'import-sum', // data-errors, data-adds
  importApply: 'import-apply',
  importProblem: 'import-problem', // why no preview could be made
  bulkOpen: 'bulk-open',
  bulkScope: 'bulk-scope', // <select>, a venue's id or empty
  bulkWho: 'bulk-who', // <select> without|all
  bulkExpires: 'bulk-expires', // <select> of days
  bulkMake: 'bulk-make', // data-count
  bulkMade: 'bulk-made', // data-count: links that can still be printed
  bulkCsv: 'bulk-csv',
  bulkPdf: 'bulk-pdf', // data-state idle|busy
  bulkRevoke: 'bulk-revoke', // press twice; data-count
  rehearsalBar: 'rehearsal-bar', // everywhere while one runs
  rehearsalStart: 'rehearsal-start',
  rehearsalEnd: 'rehearsal-end', // press twice
  documentDrop: 'document-drop', // data-item; its <input type=file> takes files
  documentRow: 'document-row', // data-document
  documentUp: 'document-up',
  documentDown: 'document-down',
  documentRemove: 'document-remove', // press twice
  uploadRow: 'upload-row', // data-state waiting|sending|drawing|failed
  venueAdd: 'venue-add',
  itemAdd: 'item-add',
  deskFilter: 'desk-filter', // data-state submitted|published|withheld, data-count
  deskFind: 'desk-find',
  deskOpinion: 'desk-opinion', // data-opinion, data-state submitted|published|withheld; press to select
  deskOlder: 'desk-older', // at the end of what was screened
  deskDetail: 'desk-detail', // data-opinion
  deskPublish: 'desk-publish', // data-opinion
  deskWithhold: 'desk-withhold', // data-opinion; shows the reasons
  deskWithholdReason: 'desk-withhold-reason', // data-reason 1–6; 6 asks for words
  deskReasonText: 'desk-reason-text',
  deskReasonSend: 'desk-reason-send',
  deskUndo: 'desk-undo', // data-opinion: the first of those decided last
  deskCheck: 'desk-check', // data-opinion
  deskBulk: 'desk-bulk', // data-count
  deskMerge: 'desk-merge',
  deskTheme: 'desk-theme', // data-theme
  deskModeration: 'desk-moderation', // data-mode before|after
  deskWords: 'desk-words',
  opinionShow: 'opinion-show', // data-opinion
  opinionPromote: 'opinion-promote', // data-opinion
  opinionAssign: 'opinion-assign', // data-opinion
  deskOrder: 'desk-order',
  screeningCsv: 'screening-csv',
  opinionNewItem: 'opinion-new-item',
  opinionCharts: 'opinion-charts', // data-total
  opinionBoard: 'opinion-board',
  chartTheme: 'chart-theme', // data-count
  shownOpinion: 'shown-opinion', // data-opinion, on the stage
  opinionOutcome: 'opinion-outcome', // data-opinion: an outcome from it
  outcome: 'outcome', // data-outcome, data-stage; press to see it whole
  outcomeDetail: 'outcome-detail', // data-outcome, data-stage
  outcomeAct: 'outcome-act', // data-act: the command's type, or file|merge|decline
  outcomeField: 'outcome-field', // data-name
  outcomeProblem: 'outcome-problem',
  outcomeSourceLink: 'outcome-source-link',
  outcomeExtension: 'outcome-extension', // the lead asks for more time
  outcomeFile: 'outcome-file', // data-document; press to have it
  outcomeFileAdd: 'outcome-file-add', // <input type=file>
  outcomeFileRemove: 'outcome-file-remove', // data-document
  outcomesPage: 'outcomes-page', // data-role, data-count
  publicOutcome: 'public-outcome', // data-outcome, data-stage
  authorOutcome: 'author-outcome', // data-outcome, data-stage: in the receipt's sheet
  appraise: 'appraise', // data-outcome
  outcomeText: 'outcome-text',
  outcomeUnit: 'outcome-unit',
  outcomeDue: 'outcome-due', // <input type=date>
  outcomeSource: 'outcome-source', // <select>, values item:ID, speech:ID, opinion:ID
  outcomeRecord: 'outcome-record',
  outcomeNew: 'outcome-new', // shows the form where it is a drawer
  note: 'note', // data-note
  clerkNoteText: 'clerk-note-text', // <textarea>: Enter keeps it
  noteSave: 'note-save',
  noteEdit: 'note-edit',
  minutesSheet: 'minutes-sheet', // data-seq, data-stage, data-version
  timecode: 'timecode', // a link into the recording; data-at
  minutesBlock: 'minutes-block', // data-block, data-revision, data-changed, data-removed; press to choose
  minutesText: 'minutes-text', // <textarea> of the chosen paragraph
  minutesSave: 'minutes-save', // data-state saved|unsaved|saving|unsent|conflict|refused
  minutesMine: 'minutes-mine', // after a conflict
  minutesTheirs: 'minutes-theirs',
  minutesDiff: 'minutes-diff', // against what was drafted
  minutesSourceChanged: 'minutes-source-changed',
  minutesWhy: 'minutes-why', // why nothing can be edited
  minutesReset: 'minutes-reset',
  minutesRemove: 'minutes-remove',
  minutesAdd: 'minutes-add',
  minutesAddText: 'minutes-add-text',
  minutesChanges: 'minutes-changes', // aria-pressed
  minutesSources: 'minutes-sources', // its rows have data-seq
  minutesQuote: 'minutes-quote',
  minutesTemplate: 'minutes-template', // data-state none|set|sending|failed
  minutesTemplateFile: 'minutes-template-file', // <input type=file>
  minutesTemplateRemove: 'minutes-template-remove', // press twice
  minutesSteps: 'minutes-steps', // data-stage, data-version
  minutesStep: 'minutes-step', // data-step circulate|approve|sign|reopen
  minutesAsk: 'minutes-ask', // checkbox, data-participant
  minutesDue: 'minutes-due', // <input type=datetime-local>
  minutesReason: 'minutes-reason',
  minutesNumber: 'minutes-number',
  minutesSigner: 'minutes-signer',
  minutesCorrection: 'minutes-correction', // data-correction, data-state waiting|accepted|declined
  minutesAccept: 'minutes-accept',
  minutesDecline: 'minutes-decline',
  minutesVersion: 'minutes-version', // data-version; its buttons have data-form
  minutesOut: 'minutes-out', // the link to the page below, for who was asked
  minutesPage: 'minutes-page', // data-stage, data-version
  minutesClock: 'minutes-clock', // data-open: corrections are taken
  minutesPropose: 'minutes-propose', // data-block
  minutesProposal: 'minutes-proposal', // <textarea>
  minutesProposalReason: 'minutes-proposal-reason',
  minutesMineCorrection: 'minutes-mine-correction', // data-state
  minutesRefresh: 'minutes-refresh',
  minutesPaper: 'minutes-paper', // data-paper minutes|record
  exportForm: 'export-form', // data-form json|md|docx|pdf|xml|csv or a list's name, data-state idle|busy|done|failed
  recordSeq: 'record-seq', // data-seq
  recordHash: 'record-hash', // data-hash

  // interpretation
  listening: 'listening', // data-listens: a language or empty, data-on: whether it is interpreted now
  listenChoice: 'listen-choice', // <select>
  booth: 'booth', // the interpreter's panel; data-state off|idle|mate|resume|on|muted
  interpretStart: 'interpret-start',
  interpretStop: 'interpret-stop',
  participantLanguage: 'participant-language', // on the desk: what a new interpreter interprets into

  // captions
  captions: 'captions',
  captionsToggle: 'captions-toggle',
  captionDraft: 'caption-draft', // the line being said, not finished
  portOpen: 'port-open', // the desk's form of a caption port
  portName: 'port-name',
  portLanguage: 'port-language',
  portMake: 'port-make',
  portRow: 'port-row', // data-invitation; one that stands
  portCommand: 'port-command', // shown to whoever made it, once
  portRevoke: 'port-revoke', // pressed twice
  captionLine: 'caption-line', // Enter sends, ArrowUp in the empty field corrects the last

  // start page
  startLink: 'start-link',
  startGo: 'start-go',
  startProblem: 'start-problem',
} as const;
