// The desk page's entry: preparing, screening, outcomes, minutes.
import './base/base.css';
import './components/components.css';
import './minutes/paper.css';
import './desk/desk.css';
import './minutes/minutes.css';
import './desk/item-documents.css';
import './desk/item-questions.css';
import './desk/live-notes.css';
import './rules/rules.css';
import './outcomes/outcomes.css';
import './outcomes/detail';
import './desk/desk-app';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-desk'));
  prepareAnnouncements();
});
