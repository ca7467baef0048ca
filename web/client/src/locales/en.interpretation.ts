// English of the interpretation: choosing a sound, and the interpreter's panel.
export const interpretation = {
  '译员': 'interpreter', '{0}译员': 'interpreter, {0}', '传译语言': 'Interprets into', '壮语': 'Zhuang', '彝语': 'Nuosu (Yi)',
  '听': 'Listen to', '原声': 'Floor', '没有开会，传译声道关着。': 'Not in session: the interpretation is off.',
  '{0}正在传译，有译声时原声调低。': '{0} is interpreting; the floor is turned down below the voice.',
  '暂时没有人传译，您听到的是原声。': 'Nobody is interpreting now; you hear the floor.',
  '开始传译以后，选了这种语言的人才听到您。': 'Once you start interpreting, those who chose your language hear you.',
  '按“开始传译”就打开': '“Start interpreting” opens it', '传译成{0}': 'Into {0}', '话筒音量': 'Microphone level',
  '开会以后可以传译': 'You can interpret once it is open', '现在没有人传译': 'Nobody is interpreting', '{0}正在传译': '{0} is interpreting',
  '正在传译': 'interpreting', '轮到您，话筒还没打开': 'Your turn; your microphone is still closed',
  '听众能听到您': 'Your listeners hear you', '话筒关着，听众听不到': 'Your microphone is off; listeners hear nothing',
  '没有话筒，听众听不到': 'No microphone; listeners hear nothing', '正在发言：{0}': 'Speaking: {0}', '主持：{0}': 'Chair: {0}',
  '开始传译': 'Start interpreting', '接替传译': 'Take over', '继续传译': 'Go on interpreting', '停止传译': 'Stop interpreting',
  '{0}接替了您': '{0} has taken over from you',
  '{0}接替了您，您的声音停了': '{0} has taken over from you; you are no longer heard', '{0}停止了传译': '{0} has stopped interpreting',
};
