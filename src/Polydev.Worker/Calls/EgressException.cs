using Polydev.Protocol.Events;

namespace Polydev.Worker.Calls;

/// <summary>No tunnel to the provider: carries the reason through the HTTP client, which knows only exceptions.</summary>
internal sealed class EgressException(ExecutionError error) : IOException(error.Message)
{
    /// <summary>Why.</summary>
    public ExecutionError Error { get; } = error;
}
