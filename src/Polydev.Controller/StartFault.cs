using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller;

/// <summary>Turns what can go wrong at start into what the operator can do about it.</summary>
internal static class StartFault
{
    /// <summary>The fault in the operator's words; null for one that is ours.</summary>
    public static StartupException? Translate(Exception thrown, ControllerOptions options)
    {
        for (var e = thrown; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case StartupException known:
                    return known;
                case AddressInUseException:
                    return new StartupException("port_in_use", $"Port {options.Port} of {options.BindAddress} is in use. Stop what uses it, or choose another with --port.", e);
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new StartupException("port_forbidden", $"This user may not listen on {options.BindAddress}:{options.Port}. Choose a port from 1024 on with --port.", e);
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return new StartupException("address_unknown", $"{options.BindAddress} is not an address of this machine.", e);
            }
        }

        return null;
    }
}
