// Outcomes: board, inbox, public page.
export const outcomes = {
  'A 已解决': 'A solved', 'B 正在解决或已列入计划': 'B in progress or planned', 'C 受条件限制': 'C held back by conditions',
  'D 留作参考': 'D for reference',
  '满意': 'Satisfied', '基本满意': 'Mostly satisfied', '不满意': 'Dissatisfied', '不满意，重新办理': 'dissatisfied, redone',

  // stages
  '待审查': 'to be reviewed', '已并案': 'merged', '不立案': 'Decline', '待交办': 'to be assigned', '待签收': 'to be signed for',
  '办理中': 'being handled', '已立案': 'Filed', '不予立案': 'Declined', '已交办': 'Assigned', '开始办理': 'Handling began', '已答复': 'Replied',
  '已签收': 'Signed for', '已退回': 'Returned', '已撤回公开': 'Withdrawn', '已催办': 'Urged', '公众意见': 'Opinion', '待评议': 'to be appraised', '已评议': 'appraised', '已办结': 'settled',
  '采用，形成成果': 'Taken up as an outcome', '并案': 'Merge', '立案': 'File', '交办': 'Assign', '办理': 'Handling',
  '评议': 'Appraise', '办结': 'Settled', '审查': 'Review', '签收': 'Sign for', '提出': 'Proposed', '重新办理': 'Handled anew',
  '交办、签收': 'Assign, sign', '答复、评议': 'Reply, appraise', '回头看': 'Follow up', '答复（A、B、C、D 四类）': 'Reply (class A, B, C or D)',

  // cards
  '{0} 项': '{0}', '主办': 'Lead', '会办': 'Joint', '建议单位': 'Proposed unit', '超期 {0}': 'overdue {0}', '已超期': 'overdue',
  '超期 {0} 个工作日': '{0} working days over', '签收还有 {0} 个工作日': '{0} working days to sign', '还有 {0} 个工作日': '{0} working days left',
  '{0} 个工作日内到期 {1}': 'due within {0} working days: {1}', '已退回，待改派': 'returned, to be assigned anew', '已面商': 'proposer met',
  '已延期': 'extended', '已督办': 'escalated', '已催办 {0} 次': 'urged {0}×', '已公开': 'public', '退回理由：{0}': 'Returned: {0}', '并入成果 {0}': 'merged into outcome {0}', '并入': 'Merged into',

  // board
  '查内容、单位、编号': 'Find an outcome', '全部单位': 'All units', '公开页': 'Public page',
  '没有读到成果的进度，正在重试。': 'How outcomes stand was not loaded; trying again.',

  // one of them
  '{0}已交会办意见': 'opinion filed {0}', '会办意见 {0} 前': 'joint opinions by {0}', '会办意见 {0} 份': 'Joint opinions: {0}',
  '没有录入节假日，按周一到周五算': 'holidays were not entered: counted Monday to Friday', '会上议定': 'as the meeting agreed',
  '审查期限': 'Review by', '签收期限': 'Sign by', '评议期限': 'Appraise by', '答复期限': 'Reply by', '办理过程': 'What happened',
  '改派：{0}': 'Transferred to {0}', '交办：{0}': 'Assigned to {0}', '退回': 'Return', '会办意见：{0}': 'Joint opinion: {0}',
  '面商，{0}': 'Proposer met on {0}', '延期到{0}': 'Extended to {0}', '答复：{0}': 'Reply: {0}', '评议：{0}': 'Appraised: {0}',
  '回头看：属实': 'Followed up: it holds', '回头看：没有落实': 'Followed up: not done', '公开': 'Make public', '撤回公开': 'Withdraw',
  '到期提醒，催办': 'Urged, as the day is near', '催办': 'Urge', '超期，督办': 'Escalated, as it is overdue', '督办': 'Escalate',

  // acts
  '已经记下：{0}': 'Recorded: {0}', '还没有别的成果可以并入。': 'There is no other outcome to merge it into.', '并入哪一项': 'Merge into',
  '主办单位': 'Lead unit', '会办单位': 'Joint units', '改派': 'Transfer', '退回的理由': 'Why it is returned',
  '名单里的单位自己签收；写别的名称，由会务人员代办。': 'A unit of the roster signs for it itself; for any other name the organizer acts.',
  '可以不填；多个单位用顿号分开。': 'May be left empty; several units with commas.',
  '退回的期限已经过去。请联系会务人员改派。': 'The days for returning it are over. Ask the organizer to transfer it.',
  '登记面商': 'Note the meeting', '哪一天': 'On which day', '怎么谈的，谈成什么': 'How you met, and what came of it',
  '登记答复': 'File the reply', '登记面商以后才能登记答复。': 'Note the meeting with the proposer before the reply.', '答复类别': 'Class',
  '答复全文': 'The reply in full', '延期': 'Extend', '延到哪一天': 'Until', '现在的期限是{0}。不填按规定的天数。': 'Now {0}. Left empty, by the days of the rules.',
  '已经延期一次。再延请联系会务人员。': 'Extended once already. Ask the organizer for more.',
  '期限已过，请联系会务人员延期。': 'It is overdue. Ask the organizer to extend it.', '会办意见': 'Joint opinion', '请选择': 'Choose',
  '对答复满意吗': 'Does the reply satisfy you?', '不满意时要写明原因，单位会重新办理。': 'If not, say why: the unit handles it anew.',
  '登记评议': 'Note the appraisal', '答复的事落实了吗': 'Was it done as replied?', '已经落实': 'Done', '没有落实，重新办理': 'Not done, handle anew',
  '查看的情况': 'What was found', '要说的话': 'What to say',

  '会办签收': 'Sign for our part', '会办签收：{0}': 'Joint unit signed: {0}', '{0}已签收': 'signed {0}', '还没有签收': 'not signed yet',
  '申请延期': 'Request an extension', '同意延期': 'Grant the extension', '不同意延期': 'Refuse the extension',
  '主办单位申请延期：{0}': 'The lead unit requests an extension: {0}',
  '已经申请延期，请等会务人员答复。': 'An extension was requested. Please wait for the organizer.',

  // attachments
  '附件': 'Attachments', '答复的附件': 'Attachments of the reply', '会办意见的附件：{0}': 'Attachments of the joint opinion: {0}',
  '添加附件': 'Add a file', '添加附件：{0}': 'File added: {0}', '撤下附件': 'File taken back', '已添加：{0}': 'Added: {0}', '已撤下：{0}': 'Taken back: {0}',
  'PDF、图片、DOCX 或 XLSX，不超过 {0} MB，不能带宏。登记答复以前可以撤下。': 'PDF, picture, DOCX or XLSX, at most {0} MB, without macros. Until the reply it can be taken back.',
  '文件超过 {0} MB，请压缩或拆开。': 'The file is larger than {0} MB: compress or split it.',
  '连不上服务器，附件没有下载成。': 'The server cannot be reached; the file was not loaded.',
  '连不上服务器，附件没有传上。请再试一次。': 'The server cannot be reached; the file was not sent. Please try again.',

  // inbox and public page
  '交给我们办的成果': 'Outcomes for us', '要您办的': 'For you to do', '在别处办的': 'With others now',
  '还没有交给您办的成果': 'Nothing is assigned to you', '交办以后，这里会列出来，写明期限。': 'What is assigned to you appears here, with its deadline.',
  '协商成果': 'Outcomes', '还没有公开的成果': 'No outcome is public yet', '成果立案以后，由工作人员公开。': 'Staff make outcomes public once they are filed.',

  // the author of an opinion
  '已采用': 'Taken up', '您的意见已采用': 'Your opinion was taken up', '评议这次答复': 'Appraise this reply', '提交评议': 'Send', '评议已收到': 'Appraisal received',
  '没有评议成': 'It was not sent',
};
