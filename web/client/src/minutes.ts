// The entry of the page where those who were asked read the minutes and propose corrections.
import './base/base.css';
import './components/components.css';
import './minutes/paper.css';
import './minutes/minutes.css';
import './minutes/page';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-minutes'));
  prepareAnnouncements();
});
