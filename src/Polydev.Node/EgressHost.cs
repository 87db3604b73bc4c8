using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Egress;

namespace Polydev.Node;

/// <summary>Runs the gateway for as long as the program does. It is made at start and not before: its key may only then exist.</summary>
internal sealed class EgressHost(IServiceProvider services) : IHostedService
{
    private EgressGateway? _gateway;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _gateway = services.GetRequiredService<EgressGateway>();
        _gateway.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _gateway?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
