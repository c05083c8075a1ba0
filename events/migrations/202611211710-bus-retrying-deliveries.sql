-- What API destinations tell of deliveries that wait for another attempt.
create index bus_delivery_retrying on bus_delivery (org, destination, id) where state = 'retrying';
