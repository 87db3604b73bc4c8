using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Cluster;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Controller.Api;

/// <summary>The one place where what a cluster refuses becomes a problem of the API. That the cluster refuses us is never the caller's 401 or 403.</summary>
internal static class ClusterProblems
{
    private const double SoonSeconds = 5;

    /// <summary>This controller has no cluster.</summary>
    public static Problem NotConfigured { get; } = new(
        StatusCodes.Status409Conflict,
        "cluster_not_configured",
        "This controller was started without a Nomad cluster. Set NOMAD_ADDR (and NOMAD_TOKEN where ACLs are on) in its environment and start it again; docs/operating.md has all names.");

    /// <summary>Lets requests through only where there is a cluster, and says in our words what it refuses.</summary>
    public static RouteGroupBuilder RequireCluster(this RouteGroupBuilder group) => group.AddEndpointFilter(static async (context, next) =>
    {
        if (!context.HttpContext.RequestServices.GetRequiredService<ClusterLine>().IsConfigured)
        {
            return NotConfigured.ToResult();
        }

        try
        {
            return await next(context);
        }
        catch (NomadException e)
        {
            return Of(e).ToResult();
        }
    });

    /// <summary>Reads a refusal.</summary>
    public static Problem Of(NomadException refused)
    {
        var (status, code) = refused.Error switch
        {
            NomadError.Unreachable => (StatusCodes.Status503ServiceUnavailable, "cluster_unreachable"),
            NomadError.TimedOut => (StatusCodes.Status504GatewayTimeout, "cluster_timed_out"),
            NomadError.NoLeader => (StatusCodes.Status503ServiceUnavailable, "cluster_no_leader"),
            NomadError.Busy or NomadError.Rpc => (StatusCodes.Status503ServiceUnavailable, "cluster_busy"),
            NomadError.Tls => (StatusCodes.Status502BadGateway, "cluster_tls"),
            NomadError.Unauthorized => (StatusCodes.Status502BadGateway, "cluster_token_unknown"),
            NomadError.Forbidden => (StatusCodes.Status502BadGateway, "cluster_forbidden"),
            NomadError.UnknownRegion or NomadError.UnknownNamespace => (StatusCodes.Status502BadGateway, "cluster_misconfigured"),
            NomadError.Conflict => (StatusCodes.Status409Conflict, "job_changed"),
            NomadError.Invalid => (StatusCodes.Status400BadRequest, "job_invalid"),
            NomadError.NotFound => (StatusCodes.Status404NotFound, "cluster_not_found"),
            _ => (StatusCodes.Status502BadGateway, "cluster_refused"),
        };
        return new Problem(status, code, Sentence(refused)) { RetryAfterSeconds = status == StatusCodes.Status503ServiceUnavailable ? refused.RetryAfter?.TotalSeconds ?? SoonSeconds : null };
    }

    private static string Sentence(NomadException refused)
    {
        var said = refused.Error switch
        {
            NomadError.Conflict => "Somebody else changed the job meanwhile: look at it, and submit again",
            NomadError.Forbidden => "The controller's token may not do this. Beside what the driver needs, submitting and stopping need submit-job, logs need read-logs, and the cluster's state needs node and agent read: give its policy these, or use a token that has them",
            NomadError.Invalid => $"Nomad does not take the job: {OneLine(refused.Message)}",
            _ => ClusterFault.Of(refused).Message,
        };
        return char.ToUpperInvariant(said[0]) + said[1..].TrimEnd('.') + ".";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
