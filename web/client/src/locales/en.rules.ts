// English of floor rules, deputies, and questions planned for an agenda item.
export const rules = {
  '规则': 'Rules', '会议规则': 'Rules of the meeting', '发言规则': 'Floor rules', '修改': 'Change', '已经闭会，不能再改。': 'Closed: nothing can be changed any more.',
  '时间到时': 'When time is up', '自动收回发言权': 'The floor is taken back automatically', '由主持人收回': 'The chair takes the floor back',
  '每人时间': 'Time for each', '按各项议程': 'As each agenda item says', '时间配额': 'Quotas', '已用 {0}': '{0} used',
  '{0}会场合计': '{0} venues together', '{0}和下级会场': '{0} and venues below', '全场': 'whole meeting', '每项议程': 'each agenda item',
  '发言规则改好了': 'Floor rules changed', '时间从下一次发言起有效，怎样收回马上有效': 'Times hold from the next speech on, taking back at once',
  '填分钟，也可以写 1:30。空着的按各项议程的“每人几分钟”。': 'Minutes, or as 1:30. Left empty: the minutes of each agenda item.',
  '一个会场和下级会场，或者一级会场合计能讲多久。插问和程序问题不算。':
    'How long a venue with those below it, or all venues of a level, may speak in all. Interposed questions and points of order do not count.',
  '加一条配额': 'Add a quota', '最多 {0} 条配额': 'At most {0} quotas', '第 {0} 条配额': 'Quota {0}', '去掉第 {0} 条配额': 'Remove quota {0}',
  '写的时候别人改过规则。保存会换成您写的。': 'Somebody changed the rules while you were writing. Saving replaces them with yours.',
  '还没有改动': 'Nothing is changed yet', '谁': 'Whose', '选会场或级别': 'Choose a venue or a level', '一级会场合计': 'All venues of a level',
  '会场和下级会场': 'A venue and those below it', '算在哪里': 'Counted over', '几分钟': 'Minutes', '分钟': 'min',
  '填分钟，像 5 或 1:30，最多 360。': 'Minutes, as 5 or 1:30, at most 360.', '选一个会场或级别。': 'Choose a venue or a level.', '和第 {0} 条一样。': 'The same as quota {0}.',

  '代理主持人': 'Deputies of the chair', '主持人断线时，名单里在会的第一位可以代为主持。': 'When the chair is cut off, the first of this list who is here may preside.',
  '正在主持': 'presides', '没有指定': 'Nobody is named', '代理主持人指定好了': 'Deputies named', '不再有代理主持人': 'There are no deputies any more',
  '去掉：{0}': 'Remove: {0}', '最多 {0} 位代理主持人': 'At most {0} deputies', '名单里没有别人可以代理': 'Nobody else of the roster can stand in', '从名单里选': 'Choose from the roster',

  '加须应答的问题': 'Add a must-answer question', '部门应答或书面答复以前，这一项不能结束。': 'The item cannot close before the departments answer, in person or in writing.',
  '名单里没有承办单位，先加人。': 'There is no department on the roster. Add one first.', '写上问题。': 'Write the question.', '选上由谁应答。': 'Choose who is to answer.',
  '一个问题最多请 {0} 个部门应答。': 'One question goes to {0} departments at most.', '撤回的理由': 'Why it is withdrawn',
  '写上理由，理由会记入会议记录。': 'Write why; it goes into the record.', '问题撤回了': 'Question withdrawn',
} as const;
