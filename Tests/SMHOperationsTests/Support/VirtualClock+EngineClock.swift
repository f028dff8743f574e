import SMHModel
import SMHOperations
import SMHTesting

extension VirtualClock: EngineClock {}
