using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>Where claims are written down, so that no restart forgets whose a worker is. The journal in the product, memory in tests.</summary>
internal interface IClaimLedger
{
    /// <summary>Reads all claims of workers that were not known to be gone.</summary>
    Task<IReadOnlyList<ClaimRecord>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>A worker now belongs to a tenant. Returns at once; the fact becomes durable soon after.</summary>
    void Claimed(LiveWorker worker);

    /// <summary>A claimed worker is gone. Returns at once.</summary>
    void Gone(string workerId);
}
