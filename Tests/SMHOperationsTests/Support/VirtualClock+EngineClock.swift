import SMHModel
import SMHOperations
import SMHTesting
import SMHVirtualTime

extension VirtualClock: EngineClock {}
