using System.Text.Json.Serialization;

namespace Polydev.Protocol.Events;

/// <summary>One item of an execution's event log, normalised over all wires.</summary>
/// <remarks>
/// The log numbers events from 1 without gaps and ends with exactly one <see cref="FinishedEvent"/> or <see cref="FailedEvent"/>.
/// Output events (<see cref="TextEvent"/>, <see cref="ReasoningEvent"/>, <see cref="ToolCallEvent"/>, <see cref="ImageEvent"/>) are fragments in order.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(QueuedEvent), EventTypes.Queued)]
[JsonDerivedType(typeof(StartedEvent), EventTypes.Started)]
[JsonDerivedType(typeof(TextEvent), EventTypes.Text)]
[JsonDerivedType(typeof(ReasoningEvent), EventTypes.Reasoning)]
[JsonDerivedType(typeof(ToolCallEvent), EventTypes.ToolCall)]
[JsonDerivedType(typeof(ImageEvent), EventTypes.Image)]
[JsonDerivedType(typeof(UsageEvent), EventTypes.Usage)]
[JsonDerivedType(typeof(FinishedEvent), EventTypes.Finished)]
[JsonDerivedType(typeof(FailedEvent), EventTypes.Failed)]
public abstract record ExecutionEvent;
