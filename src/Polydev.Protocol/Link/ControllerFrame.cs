using System.Text.Json.Serialization;

namespace Polydev.Protocol.Link;

/// <summary>A line that the controller sends down a worker's link.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(WelcomeFrame), "welcome")]
[JsonDerivedType(typeof(RefusedFrame), "refused")]
[JsonDerivedType(typeof(ClaimFrame), "claim")]
[JsonDerivedType(typeof(RunFrame), "run")]
[JsonDerivedType(typeof(CancelFrame), "cancel")]
[JsonDerivedType(typeof(AckFrame), "ack")]
[JsonDerivedType(typeof(DrainFrame), "drain")]
[JsonDerivedType(typeof(PingFrame), "ping")]
public abstract record ControllerFrame;
