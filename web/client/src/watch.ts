// The watch page's entry.
import 'lit';
