using System.Text.Json.Serialization;

namespace Polydev.Drivers.Remote.Frames;

/// <summary>A line that the controller sends to a node. A type that is not known is of a newer controller, and is passed over.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(StartCommand), "start")]
[JsonDerivedType(typeof(StopCommand), "stop")]
[JsonDerivedType(typeof(EndAck), "ended_ack")]
[JsonDerivedType(typeof(PingCommand), "ping")]
[JsonDerivedType(typeof(ClosingCommand), "closing")]
internal record NodeCommand;
