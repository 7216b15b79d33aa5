"""From what is owed to the day it is due: calendars, deadlines, mechanisms in hand, the filing."""
