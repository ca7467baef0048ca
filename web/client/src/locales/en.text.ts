// English of the text-and-picture live, on the desk and on the watch page, and of what is embedded.
export const text = {
  '图文': 'Text', '看什么': 'What to read', '只看图文（省流量）': 'Text only (saves data)', '更早的图文': 'Older entries',
  '没有读到图文。直播不受影响。': 'The text was not loaded. The livestream goes on.', '还没有图文。': 'Nothing yet.',
  '已撤回：{0}': 'Withdrawn: {0}', '{0} 更正过': 'corrected {0}',

  '写图文': 'Write a note', '更正图文': 'Correct the note', '发出的图文': 'Notes posted', '图文页': 'The page', '图文的文字': 'Words of the note',
  '会上正在发生什么？一两句话就好。': 'What is going on? A sentence or two will do.',
  '已经闭会，不能再发图文。发出的还可以更正、撤回。': 'The consultation is closed and takes no more notes. Those posted can be corrected and withdrawn.',
  '开会、议程、发言、表决结果会自动出现在图文页，不用写。': 'Openings, items, speakers and results of votes come by themselves; no need to write them.',
  '还没有发过图文。': 'No note was posted yet.',
  '加图片': 'Add pictures', '最多 {0} 张，也可以拖到这里或粘贴。拍摄地点等信息会自动去掉。':
    'At most {0}; drop or paste them here, too. Where they were taken is removed from them.',
  '图片说明': 'What it shows', '图上是什么，像“主会场全景”': 'As “The main venue”', '图片上传': 'Sending the picture',
  '去掉第 {0} 张图片': 'Remove picture {0}', '不更正了': 'Do not correct', '发布更正': 'Post the correction', '发布': 'Post', '更正': 'Correct',
  '请写几句话，或者加一张图片。': 'Write something, or add a picture.',
  '有图片没有传上去。请重试，或者去掉它。': 'A picture was not sent. Try again or remove it.', '图片还在上传。': 'Pictures are still being sent.',
  '请给每张图片写一句说明，看不见图片的人靠它。': 'Say what each picture shows, for those who cannot see it.',
  '这个文件不是 JPEG、PNG 或 WebP 图片。': 'This file is no JPEG, PNG or WebP picture.', '图片超过 {0} MB。请缩小后再传。': 'The picture has more than {0} MB. Make it smaller.',
  '更正发布了。': 'Correction posted.', '图文发布了。': 'Note posted.',
  '撤回图文': 'Withdraw the note', '文字和图片从图文页上去掉，原处写明理由，大家都看得到。':
    'Its words and pictures leave the page; the reason stands in their place for everybody to see.',
  '内容有误': 'A mistake', '重复发布': 'Posted twice',

  '打开直播页': 'Open the live page', '去写意见': 'Send an opinion',
} as const;
