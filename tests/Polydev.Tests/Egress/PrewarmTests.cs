using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Polydev.Protocol.Link;
using static Polydev.Tests.Egress.GatewayFixture;

namespace Polydev.Tests.Egress;

/// <summary>The gateway warms a worker's TLS without a token, many at a time.</summary>
public sealed class PrewarmTests
{
    [Fact]
    public async Task Every_one_of_many_at_once_gets_its_204()
    {
        await using var gateway = new GatewayFixture(configure: o => o.ParallelPrewarms = 2);
        var outcomes = new System.Collections.Concurrent.ConcurrentBag<string?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, gateway.Meters) && instrument.Name == "polydev.egress.requests")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Add(tags[1].Value as string));
        listener.Start();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PrewarmAsync(gateway)));
        while (outcomes.Count < 12)
        {
            await Task.Delay(1, Token);
        }

        // The client hangs up as soon as it has its answer; that is no failure.
        Assert.All(statuses, s => Assert.Equal(HttpStatusCode.NoContent, s));
        Assert.All(outcomes, o => Assert.Equal("prewarmed", o));
    }

    [Fact]
    public async Task A_tunnel_to_it_is_no_way_around_the_token()
    {
        await using var gateway = new GatewayFixture();

        var (client, answer) = await gateway.ConnectAsync("prewarm.polydev.internal.evil.example:443", withToken: false);

        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
        client.Dispose();
    }

    private static async Task<HttpStatusCode> PrewarmAsync(GatewayFixture gateway)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=" + LinkPaths.PrewarmHost },
            ConnectCallback = async (context, _) =>
            {
                var (socket, answer) = await gateway.ConnectAsync($"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}", withToken: false);
                Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        using var response = await http.GetAsync(new Uri($"https://{LinkPaths.PrewarmHost}/"), Token);
        return response.StatusCode;
    }
}
