// The index page's entry.
import 'lit';
