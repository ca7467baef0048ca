// English of the stage, the director's row and the wall.
export const stage = {
  '断线': 'offline', '画面黑屏': 'picture black', '画面静止': 'picture frozen', '画面没有变化': 'still picture',
  '没有声音': 'no sound', '有回声': 'echo', '{0}{1} {2} 秒': '{0}: {1} for {2} s', '另有 {0} 处': '{0} more',
  '单一发言': 'Single speaker', '发言和应答': 'Speaker and department', '主会场和分会场': 'Main and sub-venues', '网格': 'Grid',
  '材料和发言人': 'Document and speaker', '跟随发言': 'Follow the floor', '导播': 'Director', '大家看': 'Everybody sees',
  '主画面': 'Main picture', '正在发言的人': 'The speaker', '开会以后可以选画面': 'Pictures can be chosen once it has opened',
  '导播墙': "Director's wall", '停住轮巡': 'Hold the patrol', '继续轮巡': 'Resume the patrol',
  '大家看到的画面': 'What everybody sees', '发言计时': 'Speaking time', '接下来': 'Next', '各级会场': 'Venues by level',
  '{0} 个': '{0}', '请大家看{0}': 'Show {0} to everybody', '播出中': 'Shown', '播出': 'Show', '丢 {0}': 'loss {0}',
  '画面和声音都正常': 'All pictures and sounds are fine', '轮巡': 'Patrol', '轮巡停住': 'Patrol held',
  '轮巡，{0} 秒后换': 'Patrol, next in {0} s', '轮巡范围': 'Levels patrolled', '轮巡间隔': 'Interval of the patrol', '各级': 'All levels',
  '停住': 'Hold', '继续': 'Resume', '停住或继续轮巡': 'Hold or resume the patrol',
};
