using Microsoft.Extensions.DependencyInjection;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Lets nodes of other hosts in. Needs an <see cref="INodeControl"/>, an <see cref="INodeLinks"/>, a <see cref="NodeSetup"/> and storage beside it.</summary>
internal static class JoinRegistration
{
    /// <summary>Adds it. Hosted services start in order: call it before what starts workers on nodes.</summary>
    public static IServiceCollection AddNodeJoin(this IServiceCollection services)
    {
        services.AddSingleton<ClusterAuthority>();
        services.AddSingleton<ServerCertificate>();
        services.AddSingleton<JoinTokens>();
        services.AddSingleton<NodeIssuer>();
        services.AddSingleton<NodeConnections>();
        services.AddSingleton<NodeJoin>();
        services.AddSingleton<NodeGate>();
        services.AddSingleton<NodeRevocation>();
        services.AddSingleton<NodeSessions>();
        services.AddSingleton<NodeAnswers>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<NodeServer>();
        services.AddSingleton<NodeListener>();
        return services.AddHostedService(static provider => provider.GetRequiredService<NodeListener>());
    }
}
