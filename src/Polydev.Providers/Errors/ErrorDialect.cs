using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Errors;

/// <summary>How one provider speaks of errors: where they lie in the JSON, what its words mean, where it says how long to wait.</summary>
internal abstract class ErrorDialect
{
    /// <summary>Reads the error object itself (not what wraps it).</summary>
    public abstract Fault Read(JsonSlice error);

    /// <summary>One of <see cref="ErrorCodes"/> by the provider's words; null when they say less than the status.</summary>
    /// <param name="fault">What the provider said.</param>
    /// <param name="inStream">Whether the answer began with 200, so that there is no status to go by.</param>
    public abstract string? Classify(Fault fault, bool inStream);

    /// <summary>Seconds until the provider's rate window reopens, by its own headers; null when they do not tell.</summary>
    public virtual double? ResetSeconds(ProviderAnswer answer, DateTimeOffset now) => null;
}
