using Microsoft.Extensions.Logging;

namespace Polydev.Node.Cluster;

/// <summary>Renews the node's certificate when two thirds of its life are over. What is open stays open; the new one is shown from the next dial on.</summary>
internal sealed class CertificateRenewal(NodeJoiner joiner, TimeProvider time, ILogger<CertificateRenewal> logger)
{
    // Looked at often and not slept through: a clock may be set, and a machine may sleep.
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    /// <summary>Looks until the token is cancelled.</summary>
    /// <param name="identity">Who we are now.</param>
    /// <param name="renewed">Takes who we are from then on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<NodeIdentity> identity, Action<NodeIdentity> renewed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_look, time);
        do
        {
            if (time.GetUtcNow() < identity().RenewAt)
            {
                continue;
            }

            try
            {
                Take(await joiner.RenewAsync(identity(), cancellationToken), identity(), renewed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk now may have room at the next look; the present certificate is good for a while.
                logger.RenewalFailed(identity().ExpiresAt, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void Take(JoinResult result, NodeIdentity present, Action<NodeIdentity> renewed)
    {
        switch (result)
        {
            case JoinResult.Joined { Identity: var next }:
                renewed(next);
                logger.Joined(next.Name, next.ExpiresAt);
                break;
            case JoinResult.Refused { Reason: var reason }:
                logger.RenewalFailed(present.ExpiresAt, reason);
                break;
            case JoinResult.Failed { Reason: var reason }:
                logger.RenewalFailed(present.ExpiresAt, reason);
                break;
        }
    }
}
