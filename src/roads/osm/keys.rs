//! The tags that are read; all others are left in the file.

macro_rules! keys {
    ($($name:ident = $text:literal,)*) => {
        /// A tag's key that somebody here reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is the key of its name")]
        pub enum Key { $($name,)* }

        impl Key {
            /// The key of a text, if it is read.
            pub fn of(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

keys! {
    Access = "access",
    AddrCity = "addr:city",
    AddrHousenumber = "addr:housenumber",
    AddrInclusion = "addr:inclusion",
    AddrInterpolation = "addr:interpolation",
    AddrPlace = "addr:place",
    AddrPostcode = "addr:postcode",
    AddrState = "addr:state",
    AddrStreet = "addr:street",
    AddrUnit = "addr:unit",
    AltName = "alt_name",
    Area = "area",
    Barrier = "barrier",
    DayOn = "day_on",
    Direction = "direction",
    DrivingSide = "driving_side",
    Except = "except",
    Highway = "highway",
    HourOn = "hour_on",
    Junction = "junction",
    Locked = "locked",
    Maxspeed = "maxspeed",
    MaxspeedAdvisory = "maxspeed:advisory",
    MaxspeedBackward = "maxspeed:backward",
    MaxspeedForward = "maxspeed:forward",
    MotorVehicle = "motor_vehicle",
    MotorVehicleBackward = "motor_vehicle:backward",
    MotorVehicleForward = "motor_vehicle:forward",
    Motorcar = "motorcar",
    Name = "name",
    NameEn = "name:en",
    OldName = "old_name",
    Oneway = "oneway",
    OnewayMotorVehicle = "oneway:motor_vehicle",
    OnewayMotorcar = "oneway:motorcar",
    OnewayVehicle = "oneway:vehicle",
    Ref = "ref",
    Restriction = "restriction",
    RestrictionMotorVehicle = "restriction:motor_vehicle",
    RestrictionMotorcar = "restriction:motorcar",
    RouteTag = "route",
    Service = "service",
    Smoothness = "smoothness",
    Stop = "stop",
    Surface = "surface",
    Tracktype = "tracktype",
    TrafficSignals = "traffic_signals",
    SignalsDirection = "traffic_signals:direction",
    Vehicle = "vehicle",
    VehicleBackward = "vehicle:backward",
    VehicleForward = "vehicle:forward",
}
