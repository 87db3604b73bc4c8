using Microsoft.AspNetCore.Http;
using Polydev.Controller.Api;
using Polydev.Controller.Credentials;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Controller.Usage;

namespace Polydev.Controller.Executions;

/// <summary>What a checked request must pass before it becomes an execution: storage that works, credentials, spend, rate.</summary>
internal sealed class ExecutionGates(AdmissionQueue admission, RateGate rate, SpendLedger ledger, CredentialVault vault, EventJournal journal)
{
    /// <summary>The queue for turns, the last gate.</summary>
    public AdmissionQueue Admission => admission;

    /// <summary>The first gate that is closed; null when all are open.</summary>
    public Problem? Check(Tenant tenant, ExecutionPlan plan)
    {
        if (journal.Health.Reason is { } reason)
        {
            return Stalled(reason);
        }

        foreach (var target in plan.Targets)
        {
            if (vault.Find(tenant.Id, target.Provider) is null)
            {
                return vault.WhyMissing(tenant.Id, target.Provider);
            }
        }

        return ledger.Check(tenant) ?? rate.Take(tenant);
    }

    /// <summary>The answer while nothing can be stored.</summary>
    public static Problem Stalled(string reason) =>
        new(StatusCodes.Status503ServiceUnavailable, "storage_unavailable", $"Events cannot be stored now: {reason}") { RetryAfterSeconds = 5 };

    /// <summary>Tells a repeat of a request from another request under the same key.</summary>
    public static Problem? CheckRepeat(byte[]? came, byte[]? first) => came.AsSpan().SequenceEqual(first)
        ? null
        : new Problem(
            StatusCodes.Status422UnprocessableEntity,
            "idempotency_key_reused",
            "This Idempotency-Key was used with another body. Use a new key for a new request.");
}
