using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Serves one connection that was dialled from another host: TLS, the line that says what it is for, and then that.</summary>
internal sealed class NodeServer(ServerCertificate certificate, Strangers strangers, NodeAnswers answers, ILogger<NodeServer> log)
{
    /// <summary>Serves the connection to its end.</summary>
    public async Task ServeAsync(NodeSocket connection)
    {
        using var stranger = strangers.TryEnter(connection);
        if (stranger is null)
        {
            log.TooManyStrangers(strangers.Count);
            connection.Abort();
            return;
        }

        try
        {
            await connection.OpenAsync(Options());
            var request = await NodeLines.ReadAsync(connection.Transport.Input, NodeJson.Default.NodeRequest, connection.ConnectionClosed);

            // From here on there are look-ups in the store, for which no other connection is to wait.
            await SocketThreads.StepAside();
            await answers.AnswerAsync(request, connection, stranger);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or ConnectionAbortedException or ObjectDisposedException)
        {
            log.NodeConnectionEnded(connection.RemoteEndPoint, e.Message);
        }
    }

    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = certificate.Current,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = true,

#pragma warning disable CA5359 // Who has no certificate may ask for one; who has one that is not good is told why: NodeGate judges it behind the first line.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowTlsResume = false,
    };
}
